// Keeps the room when the globe cannot be had: its file did not come, or the device has no WebGL2. Lists and panels go on.

import { Component, type ReactNode } from "react";
import { type WithTranslation, withTranslation } from "react-i18next";

class Boundary extends Component<WithTranslation & { children: ReactNode }, { reason: string | null }> {
  override state = { reason: null };

  static getDerivedStateFromError(error: unknown): { reason: string } {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { t, children } = this.props;
    if (this.state.reason === null) return children;
    return (
      <div className="map-waiting" role="alert">
        <p>{t("app.noGlobe")}</p>
        <p className="loading-reason">{this.state.reason}</p>
        <button type="button" className="primary" onClick={() => location.reload()}>
          {t("app.retry")}
        </button>
      </div>
    );
  }
}

export const GlobeBoundary = withTranslation()(Boundary);
