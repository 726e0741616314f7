-- question: At which institutions do the authors of the documents that mention a concept work?
-- concept (concept) = glioma: name or CURIE; what is below it counts
WITH found AS (SELECT DISTINCT doc_id FROM entities_within WHERE lower($concept) IN (lower(within), lower(within_name)))
SELECT mode(institution ORDER BY institution) AS institution, coalesce(countries.name, country) AS country, count(DISTINCT doc_id) AS documents
FROM found JOIN affiliations USING (doc_id) LEFT JOIN countries ON code = country
WHERE institution IS NOT NULL
GROUP BY coalesce(institution_key, institution), coalesce(countries.name, country)
ORDER BY documents DESC, institution, country
