import type { Driver } from './driver.ts'
import { type CallInput, CallRun, type Ended } from './interpreter.ts'
import { CallerGone, type DriverOperation, type OperationResult } from './operation.ts'

/** Walks a call to its end with a driver. Never rejects. */
export async function runCall(input: CallInput, driver: Driver): Promise<Ended> {
  const run = new CallRun(input)
  let step = run.begin(driver.elapsedMs())
  while (step.kind === 'perform') {
    try {
      const result = await performAny(driver, step.operation)
      step = run.resume(result, driver.elapsedMs())
    } catch (error) {
      step =
        error instanceof CallerGone
          ? run.callerGone(driver.elapsedMs())
          : run.fail(error instanceof Error ? error.message : String(error), driver.elapsedMs())
    }
  }
  return step
}

function performAny(driver: Driver, operation: DriverOperation): Promise<OperationResult> {
  return driver.perform(operation as never) // each member of the union is accepted by its own overload
}
