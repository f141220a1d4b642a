import { Component, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../parts/button.js";
import { Notice } from "../parts/notice.js";

interface BoundaryState {
  error: Error | null;
}

interface BoundaryProps {
  /** Another one begins anew, such as the address. */
  resetKey: string;
  children: ReactNode;
}

/** Keeps the bar usable when a room fails. */
export class RoomBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: Error): BoundaryState {
    return { error };
  }

  override componentDidUpdate(before: BoundaryProps) {
    if (before.resetKey !== this.props.resetKey && this.state.error) this.setState({ error: null });
  }

  override render() {
    return this.state.error ? <BrokenRoom error={this.state.error} /> : this.props.children;
  }
}

/** The files of an older build are gone once a newer one is served. */
function isOutdated(error: Error): boolean {
  return /dynamically imported module|module script failed|preload CSS/i.test(error.message);
}

function BrokenRoom({ error }: { error: Error }) {
  const t = useTranslations("problem");
  return (
    <div role="alert">
      <Notice title={t(isOutdated(error) ? "outdated" : "bug")}>
        {!isOutdated(error) && <p>{error.message}</p>}
        <Button kind="primary" onClick={() => window.location.reload()}>
          {t("reload")}
        </Button>
      </Notice>
    </div>
  );
}
