-- question: Which treatments are said to treat a disease, by country of the authors and status?
-- needs: claims
-- disease (concept) = glioblastoma: name or CURIE of the disease; what is below it counts
WITH disease AS (
    SELECT DISTINCT curie FROM concept_ancestors
    WHERE lower($disease) IN (lower(ancestor), lower(ancestor_name))
), place AS (
    SELECT DISTINCT doc_id, coalesce(countries.name, country, 'unknown') AS country
    FROM documents LEFT JOIN affiliations USING (doc_id) LEFT JOIN countries ON code = country
)
SELECT subject_name AS treatment, object_name AS disease, country, status,
       count(DISTINCT doc_id) AS documents, count(DISTINCT (doc_id, sentence_index)) AS sentences,
       round(max(score), 2) AS best_score
FROM claims JOIN place USING (doc_id)
WHERE predicate = 'treats' AND (object IN (SELECT curie FROM disease) OR lower(object_name) = lower($disease))
GROUP BY subject_name, object_name, country, status
ORDER BY documents DESC, sentences DESC, treatment, disease, country, status
