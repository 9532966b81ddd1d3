/*
 * Vectors and matrices as plain arrays. A vector is an array of numbers, a matrix an array of rows, and a vector
 * stands to the left of a matrix, as everywhere in the package: `X @ W` is `timesMatrix(X[t], W)` for every frame t.
 */

export const zeros = (n) => Array(n).fill(0);

export const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);

/** a + b, element by element. */
export const add = (a, b) => a.map((x, i) => x + b[i]);

/** a - b, element by element. */
export const subtract = (a, b) => a.map((x, i) => x - b[i]);

/** a * b, element by element. */
export const multiply = (a, b) => a.map((x, i) => x * b[i]);

/** c a, with a number c. */
export const scale = (c, a) => a.map((x) => c * x);

/** a @ M: a row times a matrix. */
export function timesMatrix(a, M) {
  const product = zeros(M[0].length);
  for (let i = 0; i < a.length; i++) for (let j = 0; j < product.length; j++) product[j] += a[i] * M[i][j];
  return product;
}

/** a @ M.T: a row times the transposed matrix. */
export function timesTransposed(a, M) {
  const product = zeros(M.length);
  for (let i = 0; i < M.length; i++) for (let j = 0; j < a.length; j++) product[i] += a[j] * M[i][j];
  return product;
}

export const transpose = (M) => M[0].map((_, j) => M.map((row) => row[j]));

/** A.T @ B = sum_t A[t]^T B[t], with the given numbers of rows and columns (also where there is no frame to add). */
export function sumOfProducts(A, B, rows, columns) {
  const total = Array.from({ length: rows }, () => zeros(columns));
  A.forEach((a, t) => {
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) total[i][j] += a[i] * B[t][j];
  });
  return total;
}

/** The sum of all rows. */
export const sumOfRows = (rows, columns) => rows.reduce(add, zeros(columns));

/** The same function of every number in nested arrays. */
export const mapNumbers = (f, value) => (Array.isArray(value) ? value.map((part) => mapNumbers(f, part)) : f(value));

/** All numbers of nested arrays in one row. */
export const flat = (value) => [value].flat(Infinity);

/** The Euclidean (Frobenius) norm of nested arrays. */
export const norm = (value) => Math.hypot(...flat(value));
