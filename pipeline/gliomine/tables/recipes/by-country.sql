-- question: From which countries are the documents that mention a concept?
-- concept (concept) = glioma: name or CURIE; what is below it counts
WITH found AS (SELECT DISTINCT doc_id FROM entities_within WHERE lower($concept) IN (lower(within), lower(within_name)))
SELECT coalesce(countries.name, country, 'unknown') AS country, count(DISTINCT doc_id) AS documents,
       count(DISTINCT institution) AS institutions
FROM found LEFT JOIN affiliations USING (doc_id) LEFT JOIN countries ON code = country
GROUP BY coalesce(countries.name, country, 'unknown')
ORDER BY documents DESC, country
