"""What the services announce comes to each of its readers some time: topic by topic, and now and then twice."""

from collections import defaultdict

from shared.schemas.event import Event
from tests.backoffice.services import Services


class Topics:
    """Of each reader and topic what was heard and what was not; within a topic all keep their order."""

    def __init__(self, shop: Services) -> None:
        self.shop = shop
        self.heard: dict[tuple[str, str], list[Event]] = defaultdict(list)
        self.unheard: dict[tuple[str, str], list[Event]] = defaultdict(list)

    async def take(self) -> None:
        """What was announced since, for all who read it."""
        for name in self.shop:
            for event in await self.shop._new(name):
                for reader, of in self.shop.items():
                    if type(event) in of.service.handlers:
                        self.unheard[reader, event.topic].append(event)

    async def hear(self, which: int, many: int, *, again: bool = False) -> None:
        """One reader so many events of one topic; with the last of those before them once more."""
        waiting = sorted(place for place, events in self.unheard.items() if events)
        if waiting:
            place = waiting[which % len(waiting)]
            events, self.unheard[place] = self.unheard[place][:many], self.unheard[place][many:]
            before = self.heard[place][-2:] if again else []
            await self.shop[place[0]].deliver(*before, *events)
            self.heard[place] += events
            await self.take()

    async def hear_all(self) -> None:
        await self.take()
        while any(self.unheard.values()):
            await self.hear(0, 1000)
