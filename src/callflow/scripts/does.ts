import type { Operation, OperationResult } from '../run/operation.ts'

/** A part of a script: does something and says what came of it. */
export type Does<T> = Generator<Operation, T, OperationResult>

/** Every key of a phone. */
export const anyKey = '0123456789*#'
