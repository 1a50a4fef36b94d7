/** What calls have to say to the operator; pino fits. Logged once, where handled, with `callId`; no full numbers, no secrets. */
export interface CallLog {
  warn(about: object, message: string): void
  error(about: object, message: string): void
}
