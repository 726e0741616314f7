-- question: Who paid for the documents that mention a concept?
-- concept (concept) = glioma: name or CURIE; what is below it counts
WITH found AS (SELECT DISTINCT doc_id FROM entities_within WHERE lower($concept) IN (lower(within), lower(within_name)))
SELECT mode(funders.name ORDER BY funders.name) AS funder, count(DISTINCT doc_id) AS documents, count(award_ids) AS awards
FROM found JOIN funders USING (doc_id)
GROUP BY coalesce(key, lower(funders.name))
ORDER BY documents DESC, funder
