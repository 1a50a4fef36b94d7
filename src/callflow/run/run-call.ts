import type { Driver } from './driver.ts'
import { type CallInput, CallRun, type Ended, type Step } from './interpreter.ts'
import { Interrupted } from './interruption.ts'
import type { DriverOperation, OperationResult } from './operation.ts'
import type { RunControl } from './run-control.ts'

/** Walks a call to its end with a driver. Never rejects. By `control` others may interrupt it. */
export async function runCall(input: CallInput, driver: Driver, control?: RunControl): Promise<Ended> {
  const run = new CallRun(input)
  control?.begin(run)
  let step = run.begin(driver.elapsedMs())
  while (step.kind === 'perform') {
    step = interrupted(run, driver, control) ?? (await performed(run, step.operation, { driver, control }))
  }
  control?.over()
  return step
}

interface By {
  readonly driver: Driver
  readonly control: RunControl | undefined
}

/** An operation that is interrupted is not waited for: whatever it leads to afterwards is nobody's. */
async function performed(run: CallRun, operation: DriverOperation, { driver, control }: By): Promise<Step> {
  try {
    const performing = performAny(driver, operation, control?.signal ?? neverAborted)
    const result = await (control ? control.orInterrupted(performing) : performing)
    return interrupted(run, driver, control) ?? run.resume(result, driver.elapsedMs())
  } catch (error) {
    const step = interrupted(run, driver, control)
    if (step) return step
    if (error instanceof Interrupted) return run.interrupt(error.interruption, driver.elapsedMs())
    return run.fail(error instanceof Error ? error.message : String(error), driver.elapsedMs())
  }
}

function interrupted(run: CallRun, driver: Driver, control: RunControl | undefined): Step | undefined {
  const interruption = control?.take()
  return interruption && run.interrupt(interruption, driver.elapsedMs())
}

function performAny(driver: Driver, operation: DriverOperation, signal: AbortSignal): Promise<OperationResult> {
  return driver.perform(operation as never, signal) // each member of the union is accepted by its own overload
}

const neverAborted = new AbortController().signal
