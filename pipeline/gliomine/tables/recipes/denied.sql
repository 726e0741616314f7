-- question: What is denied most often, and with which words?
-- type = any: an entity type, or any
SELECT min(name) AS name, concept AS curie, entity_type, count(DISTINCT doc_id) AS documents, count(*) AS mentions,
       string_agg(DISTINCT cue, ' | ' ORDER BY cue) AS cues
FROM entities
WHERE assertion = 'absent' AND $type IN (entity_type, 'any')
GROUP BY concept, entity_type, coalesce(concept, name)
ORDER BY documents DESC, mentions DESC, name, entity_type
