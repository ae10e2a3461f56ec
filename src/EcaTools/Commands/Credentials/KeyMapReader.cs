using System.Collections;
using System.Management.Automation;
using EcaTools.Core.ConsumerKeys.Rewrite;
using EcaTools.Core.Deployment;
using EcaTools.Core.ExternalClientApps;

namespace EcaTools.Commands.Credentials;

/// <summary>Reads which consumer key replaces which, in the forms that -KeyMap takes.</summary>
internal static class KeyMapReader
{
    private const string OldKey = "OldKey";
    private const string NewKey = "NewKey";

    /// <summary>The map.</summary>
    /// <param name="items">
    /// Hashtables, paths of CSV or JSON files, rows of these, deployments and External Client Apps.
    /// </param>
    /// <param name="resolve">Gives the full path of a file.</param>
    /// <exception cref="Core.EcaException">
    /// <c>DocumentInvalid</c>, <c>CsvMalformed</c>, <c>JsonMalformed</c>, <c>DocumentInvalid</c>,
    /// <c>ParameterInvalid</c>, <c>PathNotFound</c>.
    /// </exception>
    public static ConsumerKeyMap Read(object[] items, Func<string, string> resolve)
    {
        ConsumerKeyMap map = new();
        foreach (object item in items)
        {
            switch (item is PSObject wrapped ? wrapped.BaseObject : item)
            {
                case IDictionary pairs:
                    foreach (DictionaryEntry pair in pairs)
                    {
                        map.AddKey(Text(pair.Key), Text(pair.Value));
                    }

                    break;
                case string path:
                    ReadFile(map, resolve(path));
                    break;
                // An app without OAuth, such as one for SAML alone, has no key that callers could hold.
                case EcaDeployment
                {
                    ConsumerKey: null,
                    Status: EcaDeploymentStatus.Succeeded or EcaDeploymentStatus.Unchanged
                }:
                case ExternalClientApp { ConsumerKey: null, Flows.IsEmpty: true, NotRead.IsEmpty: true }:
                    break;
                case EcaDeployment deployment:
                    map.AddApp(
                        deployment.ConnectedAppName ?? deployment.Name,
                        deployment.ConsumerKey
                            ?? throw CredentialsCommandErrors.KeyMapNotUsable(
                                $"the deployment of {deployment.Name} has no consumer key"
                            )
                    );
                    break;
                case ExternalClientApp app:
                    map.AddApp(
                        app.Name,
                        app.ConsumerKey
                            ?? throw CredentialsCommandErrors.KeyMapNotUsable(
                                $"the External Client App {app.Name} has no consumer key that could be read"
                            )
                    );
                    break;
                default:
                    PSObject row = PSObject.AsPSObject(item);
                    map.AddKey(Text(row.Properties[OldKey]?.Value), Text(row.Properties[NewKey]?.Value));
                    break;
            }
        }

        return map.IsEmpty ? throw CredentialsCommandErrors.KeyMapNotUsable("it is empty") : map;
    }

    private static void ReadFile(ConsumerKeyMap map, string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CredentialsCommandErrors.KeyMapNotUsable($"{path} could not be read: {exception.Message}", exception);
        }

        foreach (KeyMapEntry entry in KeyMapFile.Parse(text, path))
        {
            map.AddKey(entry.OldKey, entry.NewKey);
        }
    }

    private static string Text(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) as string
        ?? throw CredentialsCommandErrors.KeyMapNotUsable($"an item has no texts {OldKey} and {NewKey}");
}
