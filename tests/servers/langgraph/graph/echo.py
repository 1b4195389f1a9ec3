from typing import Annotated, TypedDict
import operator
from langgraph.graph import START, END, StateGraph

class State(TypedDict):
    words: Annotated[list[str], operator.add]

def first(state: State):
    return {"words": ["first"]}

def second(state: State):
    return {"words": ["second"]}

builder = StateGraph(State)
builder.add_node("first", first)
builder.add_node("second", second)
builder.add_edge(START, "first")
builder.add_edge("first", "second")
builder.add_edge("second", END)
graph = builder.compile()
