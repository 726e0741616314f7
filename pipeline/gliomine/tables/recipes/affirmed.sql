-- question: Which claims of a treatment do results or conclusions affirm, with a sentence for each?
-- needs: evidence
-- disease (concept) = glioma: name or CURIE of what is treated; what is below it counts
SELECT subject_name AS treatment, predicate, object_name AS disease, affirmed, documents, absent, possible,
       combined_score, doc_id, sentence
FROM evidence
WHERE predicate = 'treats' AND affirmed > 0 AND (lower(object_name) = lower($disease) OR object IN (
    SELECT curie FROM concept_ancestors WHERE lower($disease) IN (lower(ancestor), lower(ancestor_name))))
ORDER BY affirmed DESC, documents DESC, combined_score DESC, subject, object
