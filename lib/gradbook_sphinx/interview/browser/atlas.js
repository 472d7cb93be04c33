// The atlas of gradients: a filter by chapter, evidence and code.
import { filterItems } from "./filter.js";

const FACTS = ["chapter", "badge", "code"];

filterItems("formulas", (entry, choice) =>
  FACTS.every((fact) => !choice[fact] || choice[fact] === entry[fact]));
