/** The recorded answers that the simulator does not give, each with its reason; one that it gives by now has to go. */

/** By file and number of the exchange. */
export const exceptions: Readonly<Record<string, string>> = {}
