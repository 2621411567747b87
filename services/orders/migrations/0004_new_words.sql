-- New words wait in a list, which every search reads through, until they are sorted into the index: a short one.
ALTER INDEX order_contents_by_words SET (gin_pending_list_limit = 512);
