import { count, counted } from "../../ui/format";

/** What this page says; in its chunk, since few come here. */
export const words = {
  theErrors: "The errors",
  noOwnErrors: "Nothing went wrong in this browser.",
  testError: "Send a test error",
  testErrorSent: "The test error was reported.",
  testErrorOff: "The service ignores test errors (SENTRY_TEST_ENABLED).",
  backToErrors: "Back to the errors",
  noErrors: "Nothing went wrong lately.",
  lostErrors: (errors: number, kept: number) =>
    `${counted(errors, "older error")} not kept; the last ${count(kept)} are.`,
};
