-- question: At which institutions do the authors of the documents that mention a concept work?
-- concept (concept) = glioma: name or CURIE; what is below it counts
WITH found AS (SELECT DISTINCT doc_id FROM entities_within WHERE lower($concept) IN (lower(within), lower(within_name)))
SELECT institution, country, count(DISTINCT doc_id) AS documents
FROM found JOIN affiliations USING (doc_id)
WHERE institution IS NOT NULL
GROUP BY institution, country
ORDER BY documents DESC, institution, country
