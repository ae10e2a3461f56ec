namespace EcaTools.Core.ExternalClientApps;

/// <summary>The errors of reading External Client Apps from an org.</summary>
internal static class ExternalClientAppErrors
{
    public static EcaException NameTaken(string type, string name, string owner, string org) =>
        AppErrors.NameTaken(
            $"{org} has a {type} named '{name}' already, and it belongs to the External Client App '{owner}"
                + $"'. Nothing was deployed, because that could take it away from '{owner}'.",
            "Rename the file, and the references to it in the other files of the app, to a name that the "
                + "org does not use.",
            target: name
        );
}
