import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { sendTestError } from "../../api/client";
import { ApiError } from "../../api/problems";
import { queryKeys } from "../../api/queryKeys";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Page } from "../../ui/Page";
import { toast } from "../../ui/toasts";
import { Whose } from "../Whose";
import { BrowserErrors } from "./BrowserErrors";
import { ServiceErrors } from "./ServiceErrors";
import { words } from "./words";

/** What went wrong lately, in the service and in this browser, newest first, and the ids to follow it up by. */
export default function Errors() {
  const [search, setSearch] = useSearchParams();
  const from = search.get("from") === "browser" ? "browser" : "service";
  const chosen = search.get("id");
  const choose = (id: string | null) =>
    setSearch({ ...(from === "browser" ? { from } : {}), ...(id === null ? {} : { id }) }, { replace: true });
  return (
    <Page title={texts.errors} actions={<TestError />}>
      <Whose
        chosen={from}
        onChoose={(side) => setSearch(side === "browser" ? { from: side } : {}, { replace: true })}
      />
      {from === "browser" ? (
        <BrowserErrors chosen={chosen} onChoose={choose} />
      ) : (
        <ServiceErrors chosen={chosen} onChoose={choose} />
      )}
    </Page>
  );
}

/** Has the service fail on purpose, to see that it is told where it should be. */
function TestError() {
  const client = useQueryClient();
  const [sending, setSending] = useState(false);

  async function send() {
    setSending(true);
    try {
      await sendTestError();
      toast(words.testErrorOff);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.status === 500 ? words.testErrorSent : texts.refused(words.testError, error.detail));
      await client.invalidateQueries({ queryKey: queryKeys.errors });
    } finally {
      setSending(false);
    }
  }

  return (
    <Button aria-disabled={sending} onClick={() => !sending && void send()}>
      {words.testError}
    </Button>
  );
}
