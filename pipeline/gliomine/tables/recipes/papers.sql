-- question: Which documents mention a concept, with how to cite them?
-- concept (concept) = glioma: name or CURIE; what is below it counts
SELECT doc_id, documents.title, authors, journal, year, doi, pmid, count(DISTINCT start) AS mentions
FROM entities_within JOIN documents USING (doc_id)
WHERE lower($concept) IN (lower(within), lower(within_name))
GROUP BY doc_id, documents.title, authors, journal, year, doi, pmid
ORDER BY mentions DESC, year DESC, doc_id
