namespace EcaTools.Core.Flows;

/// <summary>The errors of testing flows.</summary>
internal static class FlowsErrors
{
    public static EcaException ConsumerKeyUnknown(string app) =>
        AppErrors.ConsumerKeyNotKnown(
            $"The consumer key of {app} is not known, so no flow of it was tested.",
            "Read the app from the org (Get-ExternalClientApp) with a user that has 'Modify Metadata "
                + "Through Metadata API Functions', or give -ConsumerKey. An app without OAuth settings has "
                + "none.",
            target: app
        );
}
