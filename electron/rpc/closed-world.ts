/** Set by main for every child of the training app and of a smoke run: from such a process nothing goes out, whatever its database says. */
export const isClosedWorld: boolean = process.env['QMC_CLOSED_WORLD'] === '1'
