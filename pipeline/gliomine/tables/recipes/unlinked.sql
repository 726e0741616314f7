-- question: Which names are linked to no concept, and may be missing in the vocabularies?
-- type = any: an entity type, or any
SELECT name, entity_type, count(DISTINCT doc_id) AS documents, count(*) AS mentions, min(text) AS example,
       round(avg(mention_score), 2) AS mean_score
FROM entities
WHERE curie IS NULL AND $type IN (entity_type, 'any')
GROUP BY name, entity_type
ORDER BY documents DESC, mentions DESC, name, entity_type
