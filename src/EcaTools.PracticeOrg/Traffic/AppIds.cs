using EcaTools.PracticeOrg.Metadata;

namespace EcaTools.PracticeOrg.Traffic;

/// <summary>How event log files name an app.</summary>
internal static class AppIds
{
    /// <summary>
    /// CONNECTED_APP_ID: a connected app's own id (0H4), and an ECA's consumer (888). The documentation says nothing of
    /// what 888 is; that it is the consumer, as in oauthLink, is UNCONFIRMED.
    /// </summary>
    public static string? OfEvents(MetadataState state, string app) =>
        state.Find("ConnectedApp", app)?.Id ?? state.SatelliteOf(app, "ExtlClntAppOauthSettings")?.ConsumerId;
}
