"""Review (核对): the findings of a dataset in the browser, each beside its page, to be mended or settled.

`desk` knows the dataset, its sources and corrections; `queue` the findings in order; `forms` a record as
fields and posted fields as corrections; `place` where a record stands; `app` serves
pages, `guard` says to whom.
"""
