-- question: How many documents of each year mention a concept?
-- concept (concept) = glioma: name or CURIE; what is below it counts
WITH found AS (SELECT DISTINCT doc_id FROM entities_within WHERE lower($concept) IN (lower(within), lower(within_name)))
SELECT year, count(found.doc_id) AS documents, count(*) AS of_all,
       round(100.0 * count(found.doc_id) / count(*), 1) AS percent
FROM documents LEFT JOIN found USING (doc_id)
GROUP BY year
ORDER BY year
