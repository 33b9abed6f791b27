"""Roads and railways from the road graph of the scgraph-data package (OpenStreetMap).

The graph is straight between junctions and rounded to 0.001 degrees. It holds both carriageways
and every ramp; a quiet background map wants one line per road. So nodes closer than a few hundred
metres become one, small dead ends go, and what is left is strung together and smoothed.
"""

import json
import re

import numpy as np
import shapely

from mercator import smooth

DEGREE_KM = 111.2
# By grain: the detailed block, and the world's zooms 7 and 6.
# Nodes this close are one junction: collapses ramps and dual carriageways, then whole towns.
MERGE_KM = {"fine": {"highway": 0.45, "rail": 0.35}, "coarse": {"highway": 7.0},
            "coarsest": {"highway": 18.0}}
# Shorter dead ends are dropped.
STUB_KM = {"fine": {"highway": 2.5, "rail": 2.0}, "coarse": {"highway": 35.0},
           "coarsest": {"highway": 80.0}}
# How far, in degrees, a line may leave its nodes: below what the source can claim, or can be seen.
SLACK = {"fine": 0.003, "coarse": 0.01, "coarsest": 0.02}


def read_graph(path):
    """Neighbour lists and positions (latitude, longitude), without running the module."""
    graph = nodes = None
    with open(path, encoding="ascii") as file:
        for line in file:
            if line.startswith("graph="):
                graph = json.loads(re.sub(r"(\d+):", r'"\1":', line[len("graph="):]))
            elif line.startswith("nodes="):
                nodes = np.array(json.loads(line[len("nodes="):]))
    return graph, nodes


def edges_near(graph, nodes, bounds):
    """Edges with an end inside the bounds (west, south, east, north); None: all."""
    bounds = bounds or (-180, -90, 180, 90)
    west, south, east, north = bounds
    inside = ((nodes[:, 1] >= west) & (nodes[:, 1] <= east)
              & (nodes[:, 0] >= south) & (nodes[:, 0] <= north))
    edges = set()
    for start in np.flatnonzero(inside).tolist():
        for end in graph[start]:
            end = int(end)
            if start != end:
                edges.add((min(start, end), max(start, end)))
    return edges


def distance_km(first, second):
    north = first[0] - second[0]
    east = (first[1] - second[1]) * np.cos(np.radians((first[0] + second[0]) / 2))
    return DEGREE_KM * float(np.hypot(north, east))


def merge_near_nodes(edges, nodes, limit_km):
    """Give nodes that lie close together one common position; returns edges and positions.

    Nodes are taken in order; each either joins the nearest kept node within the limit or is kept.
    """
    used = sorted({node for edge in edges for node in edge})
    cell = limit_km / DEGREE_KM
    kept, cells = {}, {}
    members = {}
    for node in used:
        position = nodes[node]
        row, column = int(position[0] // cell), int(position[1] * 0.8 // cell)
        best, best_km = None, limit_km
        for r in range(row - 1, row + 2):
            for c in range(column - 1, column + 2):
                for other in cells.get((r, c), ()):
                    km = distance_km(position, nodes[other])
                    if km < best_km:
                        best, best_km = other, km
        if best is None:
            best = node
            cells.setdefault((row, column), []).append(node)
        kept[node] = best
        members.setdefault(best, []).append(node)
    positions = {node: nodes[group].mean(axis=0) for node, group in members.items()}
    merged = set()
    for start, end in edges:
        start, end = kept[start], kept[end]
        if start != end:
            merged.add((min(start, end), max(start, end)))
    return merged, positions


def neighbours(edges):
    around = {}
    for start, end in edges:
        around.setdefault(start, set()).add(end)
        around.setdefault(end, set()).add(start)
    return around


def drop_thin_triangles(edges, positions):
    """Where two roads run side by side between the same places, keep the shorter way.

    An edge goes if a third node lies almost on it and is joined to both its ends.
    """
    around = neighbours(edges)
    dropped = set()
    for start, end in sorted(edges):
        direct = distance_km(positions[start], positions[end])
        for middle in sorted(around[start] & around[end]):
            one, two = (min(start, middle), max(start, middle)), (min(end, middle), max(end, middle))
            if one in dropped or two in dropped:
                continue
            if distance_km(positions[start], positions[middle]) \
                    + distance_km(positions[middle], positions[end]) < 1.06 * direct:
                dropped.add((start, end))
                break
    return edges - dropped


def chains(edges):
    """Edges strung together from junction to junction, in a fixed order."""
    around = neighbours(edges)
    seen = set()

    def follow(start, after):
        chain = [start, after]
        seen.add((min(start, after), max(start, after)))
        while len(around[chain[-1]]) == 2:
            onward = next((n for n in sorted(around[chain[-1]]) if n != chain[-2]), None)
            if onward is None:
                break
            key = (min(chain[-1], onward), max(chain[-1], onward))
            if key in seen:
                break
            seen.add(key)
            chain.append(onward)
        return chain

    out = []
    for node in sorted(around):
        if len(around[node]) != 2:
            for other in sorted(around[node]):
                if (min(node, other), max(node, other)) not in seen:
                    out.append(follow(node, other))
    for start, end in sorted(edges):
        if (start, end) not in seen:
            out.append(follow(start, end))
    return out, around


def chain_km(chain, positions):
    return sum(distance_km(positions[a], positions[b]) for a, b in zip(chain, chain[1:]))


def drop_stubs(edges, positions, limit_km):
    """Drop short dead ends, again and again, until none is left."""
    for _ in range(6):
        found, around = chains(edges)
        short = set()
        for chain in found:
            dead = len(around[chain[0]]) == 1 or len(around[chain[-1]]) == 1
            if dead and chain_km(chain, positions) < limit_km:
                short.update((min(a, b), max(a, b)) for a, b in zip(chain, chain[1:]))
        if not short:
            break
        edges = edges - short
    return edges


def read_lines(path, kind, bounds, grain):
    """Smoothed lines in longitude and latitude, with their length in km."""
    graph, nodes = read_graph(path)
    edges = edges_near(graph, nodes, bounds)
    edges, positions = merge_near_nodes(edges, nodes, MERGE_KM[grain][kind])
    edges = drop_thin_triangles(edges, positions)
    edges = drop_stubs(edges, positions, STUB_KM[grain][kind])
    lines = []
    for chain in chains(edges)[0]:
        line = shapely.LineString([(positions[n][1], positions[n][0]) for n in chain])
        line = smooth(line.simplify(SLACK[grain]), rounds=2)
        lines.append((line, chain_km(chain, positions)))
    return lines
