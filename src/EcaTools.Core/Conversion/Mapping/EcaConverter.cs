using System.Globalization;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>
/// Converts Connected Apps to the records of External Client Apps. Every element of the app ends in a record or in
/// <see cref="ConvertedApp.Losses"/>. Nothing but the app and the options decides the result. Instances may be shared
/// between threads.
/// </summary>
public sealed class EcaConverter
{
    private readonly ConnectedAppMapping _mapping = ConnectedAppMapping.Default;

    /// <summary>Converts one app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="options">How; null for the default API version and the app's own name.</param>
    /// <exception cref="EcaException">
    /// AppNotLocal, ApiVersionNotSupported, ParameterInvalid, ParametersConflict, ParameterMissing,
    /// AppHasNoOAuth, ApiVersionNotSupported, ParameterInvalid.
    /// </exception>
    public ConvertedApp Convert(ConnectedApp app, ConversionOptions? options = null)
    {
        options ??= new ConversionOptions();
        if (app.Origin is ConnectedAppOrigin.Uninstalled)
        {
            throw ConversionErrors.AppNotInstalled(app.Name, app.Source);
        }

        MetadataSchema schema = MetadataSchema.Default;
        if (options.ApiVersion < schema.First || options.ApiVersion > schema.Last)
        {
            throw ConversionErrors.UnsupportedApiVersion(options.ApiVersion, schema);
        }

        string ownName = NamePattern.OwnName(app);
        string name =
            options.Name
            ?? EcaName.Propose(
                options.NamePattern is { } pattern ? NamePattern.Expand(pattern, app, EcaName.MaxLength) : ownName
            );
        if (!EcaName.IsValid(name))
        {
            throw ConversionErrors.InvalidName(name, EcaName.Propose(name));
        }

        ConversionPass pass = new(app, name, options, _mapping);
        if (name != app.Name)
        {
            pass.Losses.Add(
                new SourceElement("fullName", Order: -1, new MetadataField("fullName", app.Name, Group: null)),
                new NotCarriedOver(
                    NameReason(name, ownName, options),
                    "Use the new name where scripts or packages name the app; -Name and -NamePattern choose another."
                )
            );
        }

        return OptionsPass.Apply(app, pass.Run(), options);
    }

    private static string NameReason(string name, string ownName, ConversionOptions options)
    {
        if (options.Name is not null || options.NamePattern is not null)
        {
            return $"The External Client App is to be named {name}.";
        }

        return name == ownName
            ? $"External Client Apps of this org have no namespace prefix, so the app is named {name}."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"An External Client App's name has letters, digits and single underscores, a letter "
                    + $"first, and at most {EcaName.MaxLength} characters, so the app is named {name}."
            );
    }
}
