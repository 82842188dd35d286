"""Every stay at a step that some call comes to, and what leads from one to the next.

A state of a call is the step in hand, the steps that `return` leads to, and what is on record: the
effort, the ground, and for each ground its permission and its warnings. Their product need not be
explored:

1. What is on record for one ground is asked for on no other, no move but calming takes anything
   back, and that only the ground itself; and all that a ground asks for can be put on record
   wherever the ground can be stated. So a choice may be taken at a step in some call exactly if it
   may with none, with one ground of the step's protocol and all it asks for, or with one carried
   there from another script; and of grounds that open the same steps, one stands for all.
2. `return` leads to a step where the call was already. So it comes to no new step, but may carry a
   ground there: of all between opening a script and returning from it, only the ground that stands
   in the end matters, and that is reckoned once for each stay, whoever opened it.
3. Of the steps that `return` leads to, an ending asks only: with which ground, once there, can the
   call come to one? So a stay, its carried ground, and the answer are the whole state
   (`guide.proof.states`).

Lines gate nothing: must-say lines that are settled, or passed over, multiply no states. Going back
a step, going to another script by key, and corrections are left out: a flow that needs them is
none.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from guide.proof.standing import Grounds, Opens, World
from guide.proof.ways import Place, Stay, Way, Ways
from guide.script.model import Script, TargetKind

_Key = tuple[str, str, str, Opens | None, bool]


@dataclass(frozen=True, eq=False, slots=True)
class Edge:
    """A choice and where it leads; key 0 is the caller calming down.

    `opens`: it opens a script. `through`: it opens one there, and this is where the call is once it
    has returned.
    """

    key: int
    to: "Node"
    opens: bool = False
    through: "Node | None" = None


@dataclass(eq=False, slots=True)
class Node:
    """A stay that some call comes to.

    `returns` are its own choices that return, with what then stands; `back` is all that may stand
    once the call has returned from it; `ends`, whether choices lead from it to an ending without
    returning.
    """

    stay: Stay
    edges: list[Edge] = field(default_factory=list)
    before: list["Node"] = field(default_factory=list)
    returns: tuple[tuple[int, Opens], ...] = ()
    back: frozenset[Opens] = frozenset()
    ends: bool = False

    @property
    def place(self) -> Place:
        """The script and the step."""
        return self.stay.script.id, self.stay.step.id


class Flow:
    """All stays, from calls begun with every script."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds = grounds
        self.ways = Ways(grounds)
        self.begun: list[Node] = []
        self._nodes: dict[_Key, Node] = {}
        self._openers: dict[Node, list[tuple[Node, int]]] = {}
        self._unseen: deque[Node] = deque()
        self._come_back: deque[tuple[Node, Opens]] = deque()
        self._explore()
        self._mark_ends()

    @property
    def nodes(self) -> Iterable[Node]:
        """Every stay."""
        return self._nodes.values()

    def back_at(self, node: Node, stands: Opens) -> Node | None:
        """The stay when the call is back at a step and this ground stands, if it comes to that."""
        stay = node.stay
        carried = self._carried(stay.script, stay.world, stands)
        if carried == stay.carried:
            return node
        key = (stay.script.id, stay.step.id, stay.world.start, carried, stay.nested)
        return self._nodes.get(key)

    def _explore(self) -> None:
        for world in self.grounds.worlds:
            for name in world.starts:
                script = self.grounds.trial.library.scripts[name]
                first = script.first_step.id
                self.begun.append(self._node(script, first, world, None, nested=False))
        while self._unseen:
            self._look(self._unseen.popleft())
            while self._come_back:
                self._spread(*self._come_back.popleft())

    def _node(
        self, script: Script, step_id: str, world: World, carried: Opens | None, *, nested: bool
    ) -> Node:
        # A script that never returns is the same wherever it was opened.
        nested = nested and self.ways.returns(script)
        key = (script.id, step_id, world.start, carried, nested)
        node = self._nodes.get(key)
        if node is None:
            step = script.step(step_id) or script.steps[0]
            node = self._nodes[key] = Node(Stay(script, step, world, carried, nested))
            self._unseen.append(node)
        return node

    def _look(self, node: Node) -> None:
        stay = node.stay
        for way in self.ways.of(stay):
            match way.kind:
                case TargetKind.END:
                    node.ends = True
                case TargetKind.RETURN:
                    node.returns += ((way.key, way.arrival),)
                    self._come_back.append((node, way.arrival))
                case TargetKind.STEP:
                    self._join(node, Edge(way.key, self._led_to(way, stay, nested=stay.nested)))
                case TargetKind.SCRIPT:
                    self._open(node, way.key, self._led_to(way, stay, nested=True))
        if stay.carried is not None:
            calm = self._node(stay.script, stay.step.id, stay.world, None, nested=stay.nested)
            self._join(node, Edge(0, calm))

    def _led_to(self, way: Way, stay: Stay, *, nested: bool) -> Node:
        script = self.grounds.trial.library.scripts[way.to[0]]
        carried = self._carried(script, stay.world, way.arrival)
        return self._node(script, way.to[1], stay.world, carried, nested=nested)

    def _carried(self, script: Script, world: World, stands: Opens) -> Opens | None:
        """The ground as it stands on arrival: carried only if no own one opens the same."""
        return None if stands in self.grounds.opened(script, world) else stands

    def _open(self, node: Node, key: int, entry: Node) -> None:
        node.edges.append(Edge(key, entry, opens=True))
        self._openers.setdefault(entry, []).append((node, key))
        for stands in entry.back:
            self._return(node, key, entry, stands)

    def _join(self, node: Node, edge: Edge) -> None:
        node.edges.append(edge)
        edge.to.before.append(node)
        self._come_back.extend((node, stands) for stands in edge.to.back)

    def _spread(self, node: Node, stands: Opens) -> None:
        """Note that the call may return from a stay so, and what follows for those before it."""
        if stands in node.back:
            return
        node.back |= {stands}
        self._come_back.extend((before, stands) for before in node.before)
        for opener, key in self._openers.get(node, ()):
            self._return(opener, key, node, stands)

    def _return(self, opener: Node, key: int, entry: Node, stands: Opens) -> None:
        stay = opener.stay
        carried = self._carried(stay.script, stay.world, stands)
        if carried not in (None, stay.carried):
            back = self._node(stay.script, stay.step.id, stay.world, carried, nested=stay.nested)
            self._join(opener, Edge(key, back, through=entry))

    def _mark_ends(self) -> None:
        """Mark every stay from which choices lead to an ending without returning."""
        todo = [node for node in self.nodes if node.ends]
        while todo:
            node = todo.pop()
            openers = self._openers.get(node, ())
            for before in (*node.before, *(opener for opener, _ in openers)):
                if not before.ends:
                    before.ends = True
                    todo.append(before)
