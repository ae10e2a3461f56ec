using System.Collections.Immutable;
using System.Net;
using System.Security;
using System.Text;
using System.Xml.Linq;
using EcaTools.Core.Conversion;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.Http;
using EcaTools.Core.Salesforce.MetadataApi;

namespace EcaTools.Core.Deployment;

/// <summary>
/// The global OAuth settings of one app, read whole and replaced whole: what a deployed file leaves out falls back to
/// its default in the org (field report), so a change of one element sends all others as they are.
/// </summary>
/// <param name="org">The org.</param>
internal sealed class GlobalSettings(EcaOrg org)
{
    private readonly OrgAppReader _reader = new(org);
    private readonly MetadataClient _metadata = new(org.GetClient());

    /// <summary>The settings as the org holds them; null where the app has none, or there is no such app.</summary>
    public async Task<NamedRecord?> ReadAsync(string app, CancellationToken cancellation)
    {
        ImmutableDictionary<string, NamedRecord> found = await _reader
            .ReadSatellitesAsync(
                app,
                app,
                ImmutableDictionary<string, string>.Empty,
                [EcaType.GlobalOauthSettings],
                everywhere: true,
                cancellation
            )
            .ConfigureAwait(false);
        return found.GetValueOrDefault(EcaType.GlobalOauthSettings);
    }

    /// <summary>The settings with other values; null takes an element away. A wish to rotate that somebody left in them
    /// is not kept.</summary>
    public static NamedRecord With(NamedRecord settings, params ReadOnlySpan<(string Element, string? Value)> changes)
    {
        List<MetadataField> fields =
        [
            .. settings.Record.Fields.Where(field =>
                field is not { Name: "shouldRotateConsumerKey" or "shouldRotateConsumerSecret" }
            ),
        ];
        foreach ((string element, string? value) in changes)
        {
            fields.RemoveAll(field => field.Name == element);
            if (value is not null)
            {
                fields.Add(new MetadataField(element, value, null));
            }
        }

        return settings with
        {
            Record = settings.Record with { Fields = [.. fields] },
        };
    }

    /// <summary>The file of global OAuth settings with a consumer secret, for a deploy that makes the app; any other file
    /// as it is.</summary>
    internal static LocalRecord WithSecret(LocalRecord file, SecureString secret)
    {
        if (file.File.Type != EcaType.GlobalOauthSettings)
        {
            return file;
        }

        XElement xml = XElement.Parse(Encoding.UTF8.GetString(file.Content));
        xml.Add(new XElement(xml.Name.Namespace + "consumerSecret", new NetworkCredential("", secret).Password));
        return file with { Content = ResponseXml.Save(xml) };
    }

    /// <summary>Starts the deploy that replaces the settings.</summary>
    /// <returns>The id of the deploy.</returns>
    /// <exception cref="EcaException">The errors of the wire; <c>ChangeOutcomeUnknown</c>: it may have been started or
    /// not.</exception>
    public Task<string> StartAsync(NamedRecord settings, DeployOptions options, CancellationToken cancellation)
    {
        LocalRecord record = new(
            new EcaMetadataFile(settings.Type, settings.FullName, ""),
            MetadataWriter.ToBytes(settings.Record),
            settings.Record
        );
        return _metadata.DeployAsync(DeployPackage.Zip([record], org.ApiVersion), options, cancellation);
    }

    /// <summary>Waits for the deploy.</summary>
    /// <returns>Why the org refused it; null where it was made.</returns>
    /// <exception cref="EcaException"><c>DeployStillRunning</c>, or another error of the wire.</exception>
    public async Task<string?> WaitAsync(string id, TimeSpan maximumWait, CancellationToken cancellation)
    {
        DeployResult result = await _metadata
            .WaitForDeployAsync(id, progress: null, maximumWait, cancellation)
            .ConfigureAwait(false);
        string[] reasons =
        [
            .. result.Failures.Select(failure => failure.Problem).Append(result.ErrorMessage).OfType<string>(),
        ];
        if (result.Success)
        {
            return null;
        }

        return reasons.Length > 0
            ? string.Join(" ", reasons)
            : $"the deploy {id} ended as {result.Status}, without a reason; see Setup > Deployment Status.";
    }
}
