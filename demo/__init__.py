"""The demo shop: a made-up French one with its catalogue, customers, staff and six weeks of orders."""
