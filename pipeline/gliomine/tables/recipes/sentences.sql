-- question: Which sentences mention a concept?
-- concept (concept) = glioma: name or CURIE; what is below it counts
-- status = any: present, absent, possible or any
SELECT DISTINCT doc_id, sentence_index, sentence_role, text AS mention, assertion AS status, cue, sentence
FROM entities_within
WHERE lower($concept) IN (lower(within), lower(within_name)) AND $status IN (assertion, 'any')
ORDER BY doc_id, sentence_index, mention
