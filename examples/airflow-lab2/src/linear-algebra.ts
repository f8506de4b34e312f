/** A list of equal rows. */
export type Matrix = readonly (readonly number[])[];

export const dot = (left: readonly number[], right: readonly number[]): number => {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
};

/**
 * Solves `matrix * x = right` for a symmetric, positive definite matrix, by Cholesky's decomposition.
 * Undefined where the matrix is not positive definite (within rounding).
 */
export function solveSymmetric(matrix: Matrix, right: readonly number[]): number[] | undefined {
  const size = right.length;
  const lower: number[][] = [];
  const forward: number[] = [];
  for (let row = 0; row < size; row += 1) {
    const line: number[] = [];
    for (let column = 0; column < row; column += 1) {
      const other = lower[column] ?? [];
      line.push(((matrix[row]?.[column] ?? 0) - dot(other.slice(0, column), line)) / (other[column] ?? 1));
    }
    const pivot = (matrix[row]?.[row] ?? 0) - dot(line, line);
    if (!(pivot > 0)) return undefined;
    forward.push(((right[row] ?? 0) - dot(line, forward)) / Math.sqrt(pivot));
    lower.push([...line, Math.sqrt(pivot)]);
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let rest = forward[row] ?? 0;
    for (let below = row + 1; below < size; below += 1) rest -= (lower[below]?.[row] ?? 0) * (solution[below] ?? 0);
    solution[row] = rest / (lower[row]?.[row] ?? 1);
  }
  return solution;
}
