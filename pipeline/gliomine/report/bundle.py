"""Makes `assets/vega.js`, the charting library that reports carry: `python -m gliomine.report.bundle`.

Needs the extra `plot`; run it to move to another release of Vega. Reports never need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from gliomine.errors import ResourceError

ASSET = Path(__file__).parent / "assets" / "vega.js"

_NOTICE = """/*! Vega {vega} and Vega-Lite {lite}, with the D3 modules and small libraries that they use, as one script.

Vega, Vega-Lite, Vega-Embed: Copyright (c) 2013-2026 University of Washington Interactive Data Lab and contributors.
BSD-3-Clause:
Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met: 1. Redistributions of source code must retain the above copyright notice, this list of
conditions and the following disclaimer. 2. Redistributions in binary form must reproduce the above copyright notice,
this list of conditions and the following disclaimer in the documentation and/or other materials provided with the
distribution. 3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or
promote products derived from this software without specific prior written permission.
THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

D3 modules, TopoJSON, Delaunator, internmap, semver: Copyright Mike Bostock, Mapbox, Isaac Z. Schlueter and
contributors. ISC: Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee
is hereby granted, provided that the above copyright notice and this permission notice appear in all copies. THE
SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR
CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF
CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS
SOFTWARE. */
"""


def make_bundle() -> str:
    """Return Vega, Vega-Lite and the expression interpreter as one script that sets `vega`, `vegaLite`, `interpreter`.

    The interpreter lets charts run under a content security policy that forbids `eval`.

    Raises:
        ResourceError: the packager names its parts otherwise than expected.
    """
    import vl_convert

    bundle: Callable[..., str] = vl_convert.javascript_bundle  # its stub asks for a snippet, its code does not
    code = bundle()
    code = "\n".join(line.rstrip() for line in code.splitlines() if not line.startswith("//# source"))
    parts = {
        "vega": re.search(r"const (\w+)=function\(\)\{return\{Dataflow:", code),
        "vegaLite": re.search(r"const (\w+)=function\(\)\{return\{accessPathDepth:", code),
        "interpreter": re.search(r"expressionInterpreter\?\?\w+\.expr\?\?(\w+)\}", code),
    }
    names = {name: found.group(1) for name, found in parts.items() if found}
    if len(names) < len(parts):
        raise ResourceError(f"the bundle lacks {sorted(parts.keys() - names.keys())}", expected="Vega 6, Vega-Lite 6")
    code = re.sub(r"window\.vega(?:Lite|Embed)?=[\w$]+;", "", code)
    exports = "".join(f"globalThis.{name}={value};" for name, value in names.items())
    notice = _NOTICE.format(vega=vl_convert.get_vega_version(), lite=vl_convert.get_vegalite_versions()[-1])
    # A function of its own: the library's thousands of names stay out of the page's scope.
    return f'{notice}(function(){{"use strict";{code}{exports}}})();\n'


if __name__ == "__main__":
    ASSET.write_text(make_bundle(), encoding="utf-8", newline="\n")
