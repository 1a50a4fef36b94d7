/** What the engine has to say to the operator; pino fits. Logged once, where handled, with `callId`; no full numbers, no secrets. */
export interface EngineLog {
  warn(about: object, message: string): void
  error(about: object, message: string): void
}
