"""Writes reports of invented wars, and what is true of them, for trying a ledger at any size.

    python benches/scale/generate.py FOLDER [--reports N] [--wars N] [--seed N]

FOLDER gets
    reports.jsonl   the reports, day by day: id, title, text, date, outlet
    truth.jsonl     a line a report: the events that it tells, as [event, kind, stance, side], and the report it copies
    places.tsv      the invented towns, for --gazetteer
    sides.tsv       the invented states, for --sides

Every state, town, outlet and agency is made up. In each war two states fight over towns. Each day has events (a town
taken, a strike on a town, an aircraft lost, a toll that grows, people in flight, a truce); outlets of either side and of
neither tell them in words of their own, agencies' reports are reprinted word for word, cut, or under another headline,
and who an event shames may deny it the next day. Some states own up to their losses. Equal arguments, equal bytes; fewer
reports of the same wars are the beginning of more. Standard library only.
"""

import argparse
import json
import random
from datetime import date, timedelta
from pathlib import Path

BEGIN = date(2023, 1, 2)

HEADS = "Bal Bren Cor Dal Dren Fal Gar Hol Jor Kal Kor Lar Lem Mar Mol Nar Nor Or Pel Ras Rov Sar Sel Tal Tor Tur Ul Val Vel Vor Zar Zel".split()
MIDDLES = "a e i o u an en ar er or ov av el il ud".split()
TOWN_ENDS = "bekka desh dova ghar grad hama kala kend lova mira nitsa polye rash shad stova tavan vask vir zhin zuk".split()
STATE_ENDS = "bia dia gia lia mia nia ria tia via".split()
PAPERS = "Herald Courier Post Tribune Gazette Observer Monitor Chronicle Record Dispatch".split()
AGENCIES = ("Northwire", "Harbour News Agency", "Transcontinental Press", "Meridian Wire")

AIRCRAFT = ("Su-25", "Mi-24", "MiG-29", "Su-24", "Mi-8")
WEAPONS = ("Artillery", "Missiles", "Rockets", "Mortar shells")


class Names:
    """Names that were not given before."""

    def __init__(self, rng):
        self.rng, self.given = rng, set()

    def new(self, ends):
        while True:
            name = self.rng.choice(HEADS) + self.rng.choice(MIDDLES) + self.rng.choice(ends)
            # Neither name of a pair may be mistaken for a misspelling of the other.
            if name[:5] + name[-3:] not in self.given:
                self.given.add(name[:5] + name[-3:])
                return name


class Side:
    def __init__(self, names):
        self.name = names.new(STATE_ENDS)
        self.id = self.name.upper()
        self.adjective, self.people = self.name + "n", self.name + "ns"
        self.capital = names.new(TOWN_ENDS)
        self.dead = 0  # of its soldiers since the war began
        self.owned = 0  # as many as it owns up to
        self.towns = []


class Event:
    """Something that happened: what tells it, in several wordings, and who holds it true."""

    def __init__(self, kind, name, day, says, title, claimant=None, denies=(), denier=None, plain=()):
        self.kind, self.name, self.day, self.title = kind, name, day, title
        self.says, self.claimant = says, claimant  # content clauses that a claimant says
        self.denies, self.denier = denies, denier  # sentences in which the other side denies it
        self.plain = plain  # sentences in an outlet's own voice


def number(n):
    words = "no one two three four five six seven eight nine".split()
    return words[n] if n < len(words) else f"{n:,}"


def on(day):
    return f"on {day:%A}"


class War:
    def __init__(self, rng, names, index):
        self.rng, self.index = rng, index
        self.a, self.b = Side(names), Side(names)
        for side in (self.a, self.b):
            side.towns = [names.new(TOWN_ENDS) for _ in range(8)]
            side.papers = [f"{names.new(TOWN_ENDS)} {rng.choice(PAPERS)}" for _ in range(3)]
        self.papers = [f"{names.new(TOWN_ENDS)} {rng.choice(PAPERS)}" for _ in range(6)]
        self.spare = list(self.a.towns + self.b.towns)
        self.owner = {town: s for s in (self.a, self.b) for town in s.towns}
        self.place = (rng.uniform(-50, 60), rng.uniform(-150, 150))
        self.serial = 0
        self.old = []  # yesterday's events

    def name(self, what):
        self.serial += 1
        return f"{self.a.id}-{what}-{self.serial}"

    def other(self, side):
        return self.b if side is self.a else self.a

    # --- events ---------------------------------------------------------------------------------

    def town_taken(self, day):
        town = self.rng.choice(self.spare)
        loser = self.owner[town]
        winner = self.other(loser)
        self.owner[town] = winner
        w, l = winner, loser
        return Event(
            "control", self.name(f"control-{town}"), day,
            [f"its troops had captured the town of {town} {on(day)}", f"its forces had taken {town} {on(day)}",
             f"the town of {town} had been captured by its forces {on(day)}", f"{w.adjective} troops had seized {town} {on(day)}"],
            [f"{w.name} says it has taken {town}", f"{town} captured, {w.name} says", f"Fight for {town} enters new phase"],
            claimant=w, denier=l,
            denies=[f"{l.name} denied that {town} had been captured.", f"{l.name}'s defence ministry denied that its troops had lost {town}.",
                    f"A spokesman for the {l.adjective} defence ministry denied that {w.adjective} forces had taken {town}."],
            plain=[f"{w.adjective} troops captured {town} {on(day)}.", f"{w.adjective} forces took the town of {town} {on(day)}."],
        )

    def strike(self, day):
        town = self.rng.choice(self.spare)
        victim = self.owner[town]
        striker = self.other(victim)
        killed, hurt = self.rng.randrange(2, 14), self.rng.randrange(3, 40)
        weapon = self.rng.choice(WEAPONS)
        k, h, v, s = number(killed), number(hurt), victim, striker
        name = self.name(f"strike-{town}")
        attack = Event(
            "attack", name, day,
            [f"{s.adjective} forces had shelled {town} {on(day)}", f"{s.adjective} artillery had fired on the town of {town} {on(day)}"],
            [f"{weapon} hit {town}", f"{town} under fire", f"Civilians die as {town} is shelled"],
            claimant=v, denier=s,
            denies=[f"{s.name} denied that its forces had shelled {town}.", f"{s.name}'s defence ministry denied attacking {town}."],
            plain=[f"{weapon} hit the town of {town} {on(day)}.", f"{s.adjective} artillery shelled {town} {on(day)}.", f"{town} came under shelling {on(day)}."],
        )
        toll = Event(
            "casualties", name + "-killed", day,
            [f"{k} civilians had been killed in {town} {on(day)}", f"shelling had killed {k} civilians in {town} {on(day)}"],
            [f"{k.capitalize()} civilians killed in {town}"], claimant=v,
            plain=[f"{k.capitalize()} civilians were killed in {town} {on(day)} and {h} were wounded.", f"The shelling killed {k} civilians in {town} {on(day)}."],
        )
        return [attack, toll]

    def aircraft(self, day):
        loser = self.rng.choice((self.a, self.b))
        winner = self.other(loser)
        model, town = self.rng.choice(AIRCRAFT), self.rng.choice(self.spare)
        return Event(
            "equipment_loss", self.name(f"aircraft-{model}"), day,
            [f"its air defences had shot down a {loser.adjective} {model} near {town} {on(day)}",
             f"a {loser.adjective} {model} had been shot down near {town} {on(day)}"],
            [f"{winner.name} says {model} shot down", f"{loser.adjective} {model} lost near {town}"],
            claimant=winner, denier=loser,
            denies=[f"{loser.name} denied that a {model} had been shot down near {town}.", f"{loser.name}'s defence ministry denied that it had lost a {model}."],
            plain=[f"A {loser.adjective} {model} was shot down near {town} {on(day)}."],
        )

    def tolls(self, day):
        """What either side says of the dead of one army since the war began: one question, ever larger answers."""
        side = self.rng.choice((self.a, self.b))
        enemy = self.other(side)
        side.dead += self.rng.randrange(5, 60)
        said = side.dead * 3
        told = [Event(
            "casualties", f"{side.id}-soldiers", day,
            [f"its forces had killed {said:,} {side.adjective} soldiers since the war began", f"{said:,} {side.adjective} soldiers had been killed since the war began"],
            [f"{enemy.name} puts {side.adjective} dead at {said:,}"], claimant=enemy,
        )]
        if self.rng.random() < 0.5:
            side.owned = side.dead * 2 // 3 + 1
            told.append(Event(
                "casualties", f"{side.id}-soldiers", day,
                [f"{side.owned:,} of its soldiers had been killed since the war began", f"{side.owned:,} {side.adjective} soldiers had been killed since the war began"],
                [f"{side.name} owns up to {side.owned:,} dead"], claimant=side,
            ))
        return told

    def flight(self, day):
        town = self.rng.choice(self.spare)
        n = self.rng.randrange(8, 400) * 100
        return Event(
            "displacement", self.name(f"flight-{town}"), day,
            [f"{n:,} people had fled {town} {on(day)}", f"{n:,} residents had left {town} {on(day)}"],
            [f"Thousands flee {town}", f"{n:,} leave {town}"], claimant=self.owner[town],
            plain=[f"{n:,} people fled {town} {on(day)}."],
        )

    def truce(self, day):
        a, b = self.rng.sample((self.a, self.b), 2)
        return Event(
            "agreement", self.name("truce"), day,
            [f"{b.adjective} forces had violated the ceasefire {on(day)}", f"{b.name} had broken the ceasefire {on(day)}"],
            [f"{a.name} says ceasefire broken", "Truce in doubt"], claimant=a, denier=b,
            denies=[f"{b.name} denied that it had violated the ceasefire.", f"{b.name}'s defence ministry denied breaking the ceasefire."],
            plain=[f"{a.name} and {b.name} agreed on a ceasefire {on(day)}."],
        )

    # --- reports --------------------------------------------------------------------------------

    def claim(self, event):
        """A sentence in which the claimant says it."""
        s, what = event.claimant, self.rng.choice(event.says)
        return self.rng.choice((
            f"{s.name}'s defence ministry said that {what}.", f"The {s.adjective} defence ministry said that {what}.",
            f"The {s.adjective} army said that {what}.", f"{s.name} said that {what}.",
            f"The government in {s.capital} reported that {what}.", f"{what[0].upper()}{what[1:]}, {s.name}'s defence ministry said."
            if not what.startswith("its") else f"A spokesman for the {s.adjective} army said that {what}.",
        ))

    def colour(self):
        """Sentences that tell no event."""
        town, side = self.rng.choice(self.spare), self.rng.choice((self.a, self.b))
        hour, n = self.rng.randrange(5, 23), self.rng.randrange(2, 60)
        return (
            f"A shopkeeper in {town} said that she had slept in her cellar for {n} nights.",
            f"The road between {town} and {side.capital} was closed until {hour}:00.",
            f"Schools in {town} have been shut for {n} days, a teacher said by telephone.",
            f"The price of bread in {side.capital} has risen by {n} per cent, traders at its market said.",
            f"Power was out in {n} streets of {town}, the mayor's office said.",
            f"Diplomats from {n} states are to meet in {side.capital} next month.",
            f"Snow kept lorries from leaving {town} before {hour}:00, drivers said.",
            f"“We have water for {n} days,” a nurse in {town} said.",
            f"A train from {side.capital} reached {town} {n} minutes late.",
        )

    def write(self, day, outlet, events, voice, denied=()):
        """A report, and what it tells. `voice` is the chance that the outlet says something itself."""
        sentences, facts = [], []
        for event in events:
            own = event.plain and (event.claimant is None or self.rng.random() < voice)
            sentences.append(self.rng.choice(event.plain) if own else self.claim(event))
            facts.append([event.name, event.kind, "affirms", None if own else event.claimant.id])
        for event in denied:
            sentences.append(self.rng.choice(event.denies))
            facts.append([event.name, event.kind, "denies", event.denier.id])
        title = self.rng.choice((list(events) + list(denied))[0].title)
        for sentence in self.rng.sample(self.colour(), self.rng.randrange(2, 6)):
            sentences.insert(self.rng.randrange(1, len(sentences) + 1), sentence)
        paragraphs, rest = [], sentences
        while rest:
            n = self.rng.randrange(1, 3)
            paragraphs.append(" ".join(rest[:n]))
            rest = rest[n:]
        return {"title": title, "text": "\n\n".join(paragraphs), "date": day.isoformat(), "outlet": outlet}, facts

    def reprint(self, wire, outlet, agency):
        """An agency's report in an outlet: word for word, cut and retouched, or under another headline."""
        report = dict(wire, outlet=outlet)
        paragraphs = wire["text"].split("\n\n")
        how = self.rng.randrange(3)
        if how == 0:
            report["text"] = f"{wire['text']}\n\n({agency})"
        elif how == 1:
            if len(paragraphs) > 2:
                del paragraphs[-1]
            report["text"] = "\n\n".join(paragraphs).replace("said that", "said", 1) + f"\n\nWith inputs from {agency}"
        else:
            report["title"] = f"{self.a.name} and {self.b.name}: {self.rng.choice(('what we know', 'the latest', 'day by day'))}"
        return report

    def day(self, n):
        """The reports of a day, each with what it tells and the report that it copies, as an index into the day's."""
        rng, day = self.rng, BEGIN + timedelta(days=n)
        events = [self.town_taken(day)] if n % 2 == 0 else [self.flight(day)]
        events += self.strike(day)
        events += self.tolls(day)
        if n % 3 == 0:
            events.append(self.aircraft(day))
        if n % 10 == 5:
            events.append(self.truce(day))
        reports = []

        def pick(least, most):
            return rng.sample(events, min(len(events), rng.randrange(least, most + 1)))

        for side in (self.a, self.b):
            for outlet in side.papers[: rng.randrange(1, 4)]:
                # A side's papers tell what it claims, and what is denied in its name.
                ours = [e for e in events if e.claimant is side] or events
                ours = rng.sample(ours, min(len(ours), 2))
                denied = [e for e in self.old if e.denier is side and rng.random() < 0.6]
                reports.append((*self.write(day, outlet, ours, 0.3, denied), None))
        for outlet in rng.sample(self.papers, 3):
            denied = [e for e in self.old if e.denier and rng.random() < 0.3]
            reports.append((*self.write(day, outlet, pick(2, 4), 0.4, denied[:2]), None))
        for agency in rng.sample(AGENCIES, 2):
            wire, facts = self.write(day, agency, pick(2, 3), 0.6)
            source = len(reports)
            reports.append((wire, facts, None))
            for outlet in rng.sample(self.papers, rng.randrange(1, 4)):
                copy = self.reprint(wire, outlet, agency)
                reports.append((copy, facts, source))
        self.old = events
        return reports


def stream(wars):
    """All reports, day by day, as (report, truth), without end."""
    n = 0
    while True:
        for war in wars:
            day = war.day(n)
            ids = [f"w{war.index:02}-{n:04}-{i:02}" for i in range(len(day))]
            for name, (report, facts, source) in zip(ids, day):
                copied = None if source is None else ids[source]
                yield {"id": name, **report}, {"id": name, "tells": facts, "copies": copied}
        n += 1


def world(count, seed):
    rng = random.Random(seed)
    names = Names(rng)
    # Each war has a generator of its own: the days of one do not depend on the others.
    return [War(random.Random(f"{seed}/{i}"), names, i) for i in range(count)]


def places(wars):
    lines = ["name\tlat\tlon\tfeature\tcountry\tparent\taliases\tabbreviations"]
    for war in wars:
        lat, lon = war.place
        towns = [(t, "PPL") for t in war.spare] + [(s.capital, "PPLC") for s in (war.a, war.b)]
        for i, (town, feature) in enumerate(towns):
            lines.append(f"{town}\t{lat + i // 5 * 0.2:.4f}\t{lon + i % 5 * 0.2:.4f}\t{feature}\t\t\t\t")
    return "\n".join(lines) + "\n"


def sides(wars):
    lines = ["id\tname\trole\tnames\tseats\tadjectives\tpeople\tgeneric\tcontext\tfrom\tto"]
    for s in (side for war in wars for side in (war.a, war.b)):
        lines.append(f"{s.id}\t{s.name}\tGOV\t{s.name}\t~{s.capital}\t{s.adjective}\t{s.people}\t\t\t\t")
    return "\n".join(lines) + "\n"


def generate(folder, reports, wars, seed):
    made = world(wars, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "places.tsv").write_text(places(made), encoding="utf8")
    (folder / "sides.tsv").write_text(sides(made), encoding="utf8")
    with open(folder / "reports.jsonl", "w", encoding="utf8") as out, open(folder / "truth.jsonl", "w", encoding="utf8") as truth:
        for _, (report, known) in zip(range(reports), stream(made)):
            out.write(json.dumps(report, ensure_ascii=False) + "\n")
            truth.write(json.dumps(known, ensure_ascii=False) + "\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path)
    ap.add_argument("--reports", type=int, default=1000, help="how many (1000)")
    ap.add_argument("--wars", type=int, default=24, help="how many wars, at the same time (24)")
    ap.add_argument("--seed", type=int, default=1, help="other seeds, other wars (1)")
    args = ap.parse_args()
    generate(args.folder, args.reports, args.wars, args.seed)


if __name__ == "__main__":
    main()
