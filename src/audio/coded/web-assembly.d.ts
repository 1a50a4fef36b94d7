/** As much of the WebAssembly JavaScript interface as the decoder needs: it comes with the DOM library, which the back room does not have. */
declare namespace WebAssembly {
  function instantiate(
    module: Uint8Array,
    imports: Readonly<Record<string, never>>,
  ): Promise<{ readonly instance: { readonly exports: Record<string, unknown> } }>
}
