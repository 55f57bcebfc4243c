"""Judges a change of the ABI by the rules of host-sdk/EVOLUTION.md: what is growth, and what breaks programs."""

RULES = {
    "E1": "only a struct that starts with `uint32_t size` grows",
    "E2": "new fields go to the end; none is inserted, moved or removed",
    "E3": "a field, a function and a typedef keep their types",
    "E4": "a new field lies behind the old struct, not in its padding",
    "E5": "a struct that lies within another does not grow",
    "E6": "a constant keeps its number, and a number is used once",
    "E7": "an id is for ever; what is incompatible gets a new id",
    "E8": "no name is removed",
    "E9": "the major version stays, the minor only grows",
    "E10": "a plugin library exports acct_entry and nothing else",
}

# Constants of these groups are bits that are combined.
BITS = ("ACCT_FLAG", "ACCT_SAVE", "ACCT_CALL", "ACCT_IMPORT", "ACCT_ENTRY")


class Verdict:
    """`breaks`: (rule, what happened); `growth`: what was added as the rules allow."""

    def __init__(self):
        self.breaks = []
        self.growth = []

    def broken(self, rule, what):
        self.breaks.append((rule, what))

    def grown(self, what):
        self.growth.append(what)


def is_reserved(name):
    return name.startswith("reserved")


def judge_struct(name, old, new, embedded_in, verdict):
    breaks_before = len(verdict.breaks)
    added = [member for member in new.members if member not in old.members]
    for member, (offset, kind) in old.members.items():
        if member not in new.members:
            taken = [other for other in added if new.members[other] == (offset, kind)]
            if not (is_reserved(member) and taken):  # a reserved field may get a name: see E2
                instead = f"; {taken[0]} is in its place" if taken else ""
                verdict.broken("E2", f"{name}.{member} is gone{instead}")
            continue
        new_offset, new_kind = new.members[member]
        if new_kind != kind:
            verdict.broken("E3", f"{name}.{member} was `{kind}` and is `{new_kind}`")
        if new_offset != offset:
            before = [other for other in added if new.members[other][0] <= offset]
            why = f", since {before[0]} was put before it" if before else ""
            verdict.broken("E2", f"{name}.{member} was at byte {offset} and is at {new_offset}{why}")
    if new.size < old.size:
        verdict.broken("E2", f"{name} was {old.size} bytes and is {new.size}: it shrank")
    taken_names = [m for m in old.members if is_reserved(m) and m not in new.members]
    for member in added:
        offset = new.members[member][0]
        if any(new.members[member] == old.members[m] for m in taken_names):
            verdict.grown(f"{name}.{member} takes the place of a reserved field")
        elif offset < old.size and not is_reserved(member) and len(verdict.breaks) == breaks_before:
            verdict.broken("E4", f"{name}.{member} is at byte {offset}, but {old.size} bytes are what older programs call "
                                 f"{name}: its `size` cannot tell whether the field is there. Put `uint32_t reserved` first")
        elif offset >= old.size:
            verdict.grown(f"{name}.{member} was appended at byte {offset}")
        elif is_reserved(member):
            verdict.grown(f"{name}.{member} names what was padding")
    if new.size > old.size:
        first = next(iter(old.members.items()), None)
        if first is None or first[0] != "size" or first[1] != (0, "uint32_t"):
            verdict.broken("E1", f"{name} has no `size` and was {old.size} bytes; it is {new.size}")
        for outer in embedded_in:
            verdict.broken("E5", f"{name} grew from {old.size} to {new.size} bytes, and {outer} holds one within itself")


def judge_types(old, new, verdict):
    (old_structs, old_typedefs), (new_structs, new_typedefs) = old, new
    for name, struct in old_structs.items():
        if name not in new_structs:
            verdict.broken("E8", f"struct {name} is gone")
            continue
        embedded_in = [outer for outer, other in old_structs.items()
                       if any(kind.split("[")[0] == name for _, kind in other.members.values())]
        judge_struct(name, struct, new_structs[name], embedded_in, verdict)
    for name, kind in old_typedefs.items():
        if name not in new_typedefs:
            verdict.broken("E8", f"the type {name} is gone")
        elif new_typedefs[name] != kind:
            verdict.broken("E3", f"{name} was `{kind}` and is `{new_typedefs[name]}`")
    for name in sorted((new_structs.keys() - old_structs.keys()) | (new_typedefs.keys() - old_typedefs.keys())):
        verdict.grown(f"the type {name} is new")


def group_of(name):
    return "_".join(name.split("_")[:2])


def judge_constants(old, new, verdict):
    for name, value in old.items():
        if name not in new:
            verdict.broken("E7" if isinstance(value, str) else "E8", f"{name} ({value}) is gone")
        elif new[name] == value:
            continue
        elif name == "ACCT_ABI_MINOR" and isinstance(new[name], int) and new[name] > value:
            verdict.grown(f"the minor version grew to {new[name]}")
        elif name in ("ACCT_ABI_MAJOR", "ACCT_ABI_MINOR"):
            verdict.broken("E9", f"{name} was {value} and is {new[name]}")
        elif isinstance(value, str):
            verdict.broken("E7", f'{name} was "{value}" and is "{new[name]}"')
        else:
            verdict.broken("E6", f"{name} was {value} and is {new[name]}")
    for name in sorted(new.keys() - old.keys()):
        value = new[name]
        # ACCT_OK is the zero of the errors.
        if isinstance(value, str):
            same = [other for other in new if other != name and new[other] == value]
            rule = "E7"
        else:
            same = [other for other in new if other != name and new[other] == value and group_of(other) == group_of(name)]
            rule = "E6"
            if group_of(name) in BITS and (value == 0 or value & (value - 1) != 0):
                verdict.broken("E6", f"{name} is {value}; a new flag is one bit of its own")
                continue
        if same:
            verdict.broken(rule, f"{name} is {value!r}, which is {same[0]} already")
        else:
            verdict.grown(f"{name} ({value}) is new")


def report(verdict):
    """The verdict in words; empty if nothing changed."""
    lines = []
    if verdict.breaks:
        lines.append("The ABI is broken: programs that are already compiled would stop working.")
        lines += [f"  - {what}\n      violates rule {rule}: {RULES[rule]}" for rule, what in verdict.breaks]
        lines.append("host-sdk/EVOLUTION.md says how such a change is made without breaking anything.")
    if verdict.growth:
        lines.append("Added, as the rules allow:")
        lines += [f"  - {what}" for what in verdict.growth]
    return "\n".join(lines)
