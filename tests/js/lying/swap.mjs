/** The same ballot with 赞成 and 反对 of the first project exchanged. @param {number[][]} choices */
export function swap([first, second]) {
  return [[second[0], ...first.slice(1)], [first[0], ...second.slice(1)]];
}
