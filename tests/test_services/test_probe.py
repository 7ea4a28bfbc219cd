def test_a(trained, make_prediction):
    p = make_prediction()
    with trained.store.reading() as tx:
        assert tx.predictions.get(p.id) == p
def test_b(trained): pass
def test_c(store): pass
def test_d(store): pass
