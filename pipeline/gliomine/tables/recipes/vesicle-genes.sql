-- question: Which genes stand in a sentence with vesicles, in papers on vesicles of mesenchymal stem cells?
-- vesicle = exosom|vesicle|secretome: what a vesicle's name holds, as a regular expression
-- origin = mesenchymal|mscs?\b|stromal: what the name of their cell holds, in a sentence of the paper with a vesicle
-- families = no: yes: families and groups of genes, such as cytokines, too
WITH named AS (
    SELECT doc_id, sentence_index, lower(concat_ws(' ', text, name, long_form)) AS name FROM entities
    WHERE sentence_index IS NOT NULL
), place AS (
    SELECT doc_id, sentence_index, bool_or(regexp_matches(name, $vesicle)) AS vesicle,
           bool_or(regexp_matches(name, $origin)) AS origin
    FROM named GROUP BY doc_id, sentence_index
), paper AS (SELECT DISTINCT doc_id FROM place WHERE vesicle AND origin)
SELECT min(entities.name) AS gene, curie, count(DISTINCT doc_id) AS documents,
       count(DISTINCT (doc_id, sentence_index)) AS sentences,
       count(*) FILTER (assertion = 'absent') AS denied
FROM entities JOIN place USING (doc_id, sentence_index) JOIN paper USING (doc_id)
WHERE entity_type = 'gene' AND vesicle AND ($families = 'yes' OR curie IS NULL OR curie LIKE 'HGNC:%')
GROUP BY curie, coalesce(curie, entities.name)
ORDER BY documents DESC, sentences DESC, gene, curie
