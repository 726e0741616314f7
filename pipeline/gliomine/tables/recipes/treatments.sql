-- question: Which treatments stand in a sentence with a disease, by country of the authors and status?
-- disease (concept) = glioblastoma: name or CURIE of the disease; what is below it counts
WITH disease AS (
    SELECT DISTINCT doc_id, sentence_index FROM entities_within
    WHERE lower($disease) IN (lower(within), lower(within_name)) AND sentence_index IS NOT NULL
), treatment AS (
    SELECT doc_id, sentence_index, name, assertion FROM entities
    WHERE entity_type IN ('treatment', 'chemical') AND sentence_index IS NOT NULL
), place AS (
    SELECT DISTINCT doc_id, coalesce(countries.name, country, 'unknown') AS country
    FROM documents LEFT JOIN affiliations USING (doc_id) LEFT JOIN countries ON code = country
)
SELECT treatment.name AS treatment, country, assertion AS status,
       count(DISTINCT doc_id) AS documents, count(DISTINCT (doc_id, sentence_index)) AS sentences
FROM treatment JOIN disease USING (doc_id, sentence_index) JOIN place USING (doc_id)
GROUP BY treatment.name, country, assertion
ORDER BY documents DESC, sentences DESC, treatment, country, status
