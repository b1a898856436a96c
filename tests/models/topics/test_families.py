from __future__ import annotations

from models.topics.catalogue import load_catalogue
from models.topics.families import families


def test_every_family_that_leads_a_topic_is_known_by_its_fields() -> None:
    leads = {leaf.lead_city for leaf in load_catalogue().leaves}
    assert leads <= set(families())
    assert all(families()[lead].names and families()[lead].fields for lead in leads)


def test_no_name_is_written_twice_in_a_family() -> None:
    for family in families().values():
        assert len(set(family.names)) == len(family.names)
        assert len(set(family.fields)) == len(family.fields)
