"""Writes the ABI for Python's ctypes: every struct, function type and constant, out of what abidw says about the headers."""
import xml.etree.ElementTree as ElementTree

HEAD = '''"""acct_abi.py - the accounting plugin ABI for Python's ctypes: the structs, function types and constants of the C headers,
without the prefix acct_ or ACCT_. What they mean is said there (acct/*.h). Written by ./tijori abi-record.

A struct that may grow has its `size` set when it is made here. Python's own rules for ctypes hold: keep every callback and
every text alive for as long as the other side may use it, and let no exception leave a callback.
"""
import ctypes
from ctypes import (CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_int32, c_int64, c_uint32, c_uint64, c_void_p)


class _Sized(Structure):
    def __init__(self, **fields):
        super().__init__(size=ctypes.sizeof(type(self)), **fields)


def callback(struct, field, function):
    """A function of Python's in the form that a field of a struct takes. Keep it alive."""
    return dict(struct._fields_)[field](function)

'''

TEXT = '''
class text(Structure):
    """Views bytes; str() of one is what it holds."""

    def __bytes__(self):
        return ctypes.string_at(self.data, self.size) if self.size else b""

    def __str__(self):
        return bytes(self).decode()

    @staticmethod
    def of(content):
        """A text of a str, or of a bytearray without copying it. It keeps alive what it views, also inside a struct."""
        held = bytearray(content.encode()) if isinstance(content, str) else content
        if not held:
            return text()
        return text(ctypes.cast((c_char * len(held)).from_buffer(held), POINTER(c_char)), len(held))
'''

NUMBERS = {"int32_t": "c_int32", "uint32_t": "c_uint32", "int64_t": "c_int64", "uint64_t": "c_uint64", "char": "c_char"}


def bare(name):
    return name.removeprefix("acct_").removeprefix("ACCT_")


class Types:
    def __init__(self, file):
        self.by_id = {}
        for element in ElementTree.parse(file).getroot().iter():
            if "id" in element.attrib and element.attrib.get("is-declaration-only") != "yes":
                self.by_id.setdefault(element.attrib["id"], element)

    def named(self, tag):
        found = {element.attrib["name"]: element for element in self.by_id.values()
                 if element.tag == tag and element.attrib.get("name", "").startswith("acct_")}
        return dict(sorted(found.items()))

    def target(self, type_id):
        """The type without const and without the names that stand for others."""
        element = self.by_id[type_id]
        while element.tag in ("qualified-type-def", "typedef-decl") and element.attrib.get("name") not in NUMBERS:
            element = self.by_id[element.attrib["type-id"]]
        return element

    def words(self, type_id, is_parameter=False):
        element = self.target(type_id)
        if element.tag == "class-decl":
            return bare(element.attrib["name"])
        if element.tag == "array-type-def":
            return self.words(element.attrib["type-id"]) + "".join(f" * {part.attrib['length']}" for part in element.iter("subrange"))
        if element.tag != "pointer-type-def":
            return NUMBERS[element.attrib["name"]]
        pointed = self.target(element.attrib["type-id"])
        if pointed.tag == "function-type":
            return self.function(pointed)
        if pointed.attrib.get("name") == "void":
            return "c_void_p"
        if pointed.attrib.get("name") == "char" and is_parameter:
            return "c_char_p"
        return f"POINTER({self.words(element.attrib['type-id'], is_parameter)})"

    def function(self, element):
        returned = element.find("return")
        is_void = returned is None or self.target(returned.attrib["type-id"]).attrib.get("name") == "void"
        takes = [self.words(part.attrib["type-id"], True) for part in element.findall("parameter")]
        return f"CFUNCTYPE({', '.join(['None' if is_void else self.words(returned.attrib['type-id'])] + takes)})"

    def fields(self, struct):
        for member in struct.findall("data-member"):
            variable = member.find("var-decl")
            yield variable.attrib["name"], variable.attrib["type-id"]


def python_of(types_file, constants):
    types = Types(types_file)
    structs = types.named("class-decl")
    out = [HEAD]
    for name, value in constants.items():
        out.append(f"{bare(name)} = " + (f'b"{value}"' if isinstance(value, str) else str(value)))
    out.append(TEXT)
    for name, struct in structs.items():
        if name != "acct_text":
            is_sized = next(types.fields(struct))[0] == "size"
            out.append(f"\nclass {bare(name)}({'_Sized' if is_sized else 'Structure'}):\n    pass\n")
    out.append("")
    done = set()

    def write(name):
        """What lies within a struct is complete before the struct itself."""
        if name in done:
            return
        done.add(name)
        fields = list(types.fields(structs[name]))
        for _, type_id in fields:
            inner = types.target(type_id)
            if inner.tag == "class-decl":
                write(inner.attrib["name"])
        lines = [f'    ("{field}", {types.words(type_id)}),' for field, type_id in fields]
        out.append(f"{bare(name)}._fields_ = [\n" + "\n".join(lines) + "\n]")

    for name in ["acct_text", *structs]:
        write(name)
    out.append("")
    for name, typedef in types.named("typedef-decl").items():
        if name not in structs:
            out.append(f"{bare(name)} = {types.words(typedef.attrib['type-id'])}")
    return "\n".join(out) + "\n"
