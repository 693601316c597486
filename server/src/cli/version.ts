/** The version of the engine. A test holds it equal to that of the package, which a bundle does not bring along. */
export const engineVersion = '0.1.0';
