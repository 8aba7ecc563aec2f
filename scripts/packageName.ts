/** The name under which the runtime is published and imported. */
export const runtimePackageName = 'fanout'
