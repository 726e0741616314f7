-- question: Which journals mention a concept most?
-- concept (concept) = glioma: name or CURIE; what is below it counts
WITH found AS (SELECT DISTINCT doc_id FROM entities_within WHERE lower($concept) IN (lower(within), lower(within_name)))
SELECT coalesce(journal, 'unknown') AS journal, count(*) AS documents, min(year) AS first_year, max(year) AS last_year
FROM found JOIN documents USING (doc_id)
GROUP BY journal
ORDER BY documents DESC, journal
