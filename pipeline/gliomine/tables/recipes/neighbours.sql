-- question: What stands in one sentence with a concept most often?
-- concept (concept) = glioma: name or CURIE; what is below it counts
-- type = any: an entity type, or any
WITH place AS (
    SELECT DISTINCT doc_id, sentence_index FROM entities_within
    WHERE lower($concept) IN (lower(within), lower(within_name)) AND sentence_index IS NOT NULL
), own AS (
    SELECT DISTINCT concept FROM entities_within WHERE lower($concept) IN (lower(within), lower(within_name))
)
SELECT min(name) AS name, concept AS curie, entity_type, count(DISTINCT doc_id) AS documents,
       count(DISTINCT (doc_id, sentence_index)) AS sentences
FROM entities JOIN place USING (doc_id, sentence_index)
WHERE $type IN (entity_type, 'any') AND (concept IS NULL OR concept NOT IN (SELECT concept FROM own WHERE concept IS NOT NULL))
GROUP BY concept, entity_type, coalesce(concept, name)
ORDER BY documents DESC, sentences DESC, name, entity_type
