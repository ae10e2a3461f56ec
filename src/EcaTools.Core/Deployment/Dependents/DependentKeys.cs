using System.Net;
using System.Security;

namespace EcaTools.Core.Deployment.Dependents;

/// <summary>The consumer keys and secrets that dependents wait for. Secrets are asked for only if a file is deployed; a
/// validation gets texts in their place.</summary>
/// <param name="keys">The keys that are known, by the names of the apps.</param>
/// <param name="secret">Gives the secret of an app, by its name and consumer key.</param>
/// <param name="isCheck">Whether nothing is saved, so that a key need not exist yet.</param>
internal sealed class DependentKeys(
    IReadOnlyDictionary<string, string?> keys,
    Func<string, string, CancellationToken, Task<SecureString>> secret,
    bool isCheck
)
{
    private const string StandIn = "StandsForWhatTheOrgMakesWithTheApp";

    /// <summary>Whether the keys of a file are only checked.</summary>
    public bool IsCheck => isCheck;

    /// <summary>The app whose key a file waits for and that has none; null if all are known.</summary>
    public string? Missing(DependentFile file) =>
        isCheck ? null : file.Placeholders.FirstOrDefault(place => Known(place.App) is null)?.App;

    /// <summary>The text with its keys, without its secrets.</summary>
    public string WithKeys(DependentFile file) => PlaceholderText.FillKeys(file.Text, keys);

    /// <summary>The text with its keys and secrets.</summary>
    /// <param name="file">The file.</param>
    /// <param name="hide">Told of each secret.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="EcaException">An error of the credentials API.</exception>
    public async Task<string> FillAsync(DependentFile file, Action<string> hide, CancellationToken cancellation)
    {
        Dictionary<string, string> secrets = new(StringComparer.Ordinal);
        foreach (
            string app in file
                .Placeholders.Where(place => place.IsSecret && !isCheck)
                .Select(place => place.App)
                .Distinct(StringComparer.Ordinal)
        )
        {
            SecureString given = await secret(app, Known(app) ?? "", cancellation).ConfigureAwait(false);
            secrets[app] = new NetworkCredential("", given).Password;
            hide(secrets[app]);
        }

        return PlaceholderText.Fill(
            file.Text,
            (app, isSecret) => (isSecret ? secrets.GetValueOrDefault(app) : Known(app)) ?? (isCheck ? StandIn : null)
        );
    }

    private string? Known(string app) => keys.GetValueOrDefault(app);
}
