/**
 * Switches burnt into the packaged binary, named as packagers name them (`electronFuses` of electron-builder, the keys of `@electron/fuses` in
 * camel case). Electron reads them before any line of ours runs.
 */
export const fuses = {
  /**
   * Stays on: the engine and its media workers are this binary run as plain Node (`ELECTRON_RUN_AS_NODE`), so that a crashed window ends no call.
   * Whoever may set the environment of the user's programs may run programs as the user anyway.
   */
  runAsNode: true,
  /** Cookies of the page on disk are sealed by the operating system's keychain. */
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  /** The page has a scheme of its own and opens no files. */
  grantFileProtocolExtraPrivileges: false,
} as const
