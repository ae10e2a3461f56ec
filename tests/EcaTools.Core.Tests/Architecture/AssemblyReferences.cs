using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EcaTools.Core.Tests.Architecture;

/// <summary>Which types of an assembly use which others of the same assembly, read from its metadata and its IL. A
/// constant leaves no trace there; the using directives of the sources show those.</summary>
internal sealed class AssemblyReferences : IDisposable
{
    private static readonly Dictionary<int, OperandType> s_operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => (int)(ushort)o.Value, o => o.OperandType);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly SignatureTypes _signatures;

    public AssemblyReferences(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        _signatures = new SignatureTypes(_metadata);
    }

    /// <summary>The names of the assemblies that this one refers to.</summary>
    public IEnumerable<string> Assemblies =>
        _metadata.AssemblyReferences.Select(h => _metadata.GetString(_metadata.GetAssemblyReference(h).Name));

    /// <summary>Each type with each type that it uses, nested types counted as the outermost one.</summary>
    public IEnumerable<(TypeName From, TypeName To)> All() =>
        _metadata
            .TypeDefinitions.SelectMany(h => UsedBy(_metadata.GetTypeDefinition(h)).Select(to => (From: NameOf(h), to)))
            .Where(r => r.From != r.to && r.From.Namespace.Length > 0 && r.to.Namespace.Length > 0)
            .Distinct();

    public void Dispose() => _file.Dispose();

    private IEnumerable<TypeName> UsedBy(TypeDefinition type) => Handles(type).SelectMany(Definitions).Select(NameOf);

    private TypeName NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return new TypeName(_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    private IEnumerable<EntityHandle> Handles(TypeDefinition type)
    {
        yield return type.BaseType;
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
        {
            yield return _metadata.GetInterfaceImplementation(implementation).Interface;
        }

        foreach (CustomAttributeHandle attribute in type.GetCustomAttributes())
        {
            yield return _metadata.GetCustomAttribute(attribute).Constructor;
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            yield return field;
        }

        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            yield return method;
            foreach (EntityHandle handle in Body(_metadata.GetMethodDefinition(method)))
            {
                yield return handle;
            }
        }
    }

    private IEnumerable<EntityHandle> Body(MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0)
        {
            return [];
        }

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        return
        [
            body.LocalSignature,
            .. body.ExceptionRegions.Where(r => r.Kind == ExceptionRegionKind.Catch).Select(r => r.CatchType),
            .. Tokens(body.GetILReader()),
        ];
    }

    private static List<EntityHandle> Tokens(BlobReader il)
    {
        List<EntityHandle> tokens = [];
        while (il.RemainingBytes > 0)
        {
            int code = il.ReadByte();
            OperandType operand = s_operands[code == 0xFE ? 0xFE00 | il.ReadByte() : code];
            if (
                operand
                is OperandType.InlineField
                    or OperandType.InlineMethod
                    or OperandType.InlineTok
                    or OperandType.InlineType
            )
            {
                tokens.Add(MetadataTokens.EntityHandle(il.ReadInt32()));
            }
            else
            {
                il.Offset += Length(operand, il);
            }
        }

        return tokens;
    }

    private static int Length(OperandType operand, BlobReader il) =>
        operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + 4 * il.ReadInt32(),
            _ => 4,
        };

    private IEnumerable<TypeDefinitionHandle> Definitions(EntityHandle handle) =>
        handle.Kind switch
        {
            _ when handle.IsNil => [],
            HandleKind.TypeDefinition => [(TypeDefinitionHandle)handle],
            HandleKind.TypeSpecification => _metadata
                .GetTypeSpecification((TypeSpecificationHandle)handle)
                .DecodeSignature(_signatures, null),
            HandleKind.FieldDefinition => OfField(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle)),
            HandleKind.MethodDefinition => OfMethod(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle)),
            HandleKind.MethodSpecification => OfMethod(
                _metadata.GetMethodSpecification((MethodSpecificationHandle)handle)
            ),
            HandleKind.MemberReference => OfMember(_metadata.GetMemberReference((MemberReferenceHandle)handle)),
            HandleKind.StandaloneSignature => _metadata
                .GetStandaloneSignature((StandaloneSignatureHandle)handle)
                .DecodeLocalSignature(_signatures, null)
                .SelectMany(t => t),
            _ => [],
        };

    private IEnumerable<TypeDefinitionHandle> OfField(FieldDefinition field) =>
        [field.GetDeclaringType(), .. field.DecodeSignature(_signatures, null)];

    private IEnumerable<TypeDefinitionHandle> OfMethod(MethodDefinition method) =>
        [method.GetDeclaringType(), .. Parts(method.DecodeSignature(_signatures, null))];

    private IEnumerable<TypeDefinitionHandle> OfMethod(MethodSpecification method) =>
        Definitions(method.Method).Concat(method.DecodeSignature(_signatures, null).SelectMany(t => t));

    private IEnumerable<TypeDefinitionHandle> OfMember(MemberReference member) =>
        Definitions(member.Parent)
            .Concat(
                member.GetKind() == MemberReferenceKind.Field
                    ? member.DecodeFieldSignature(_signatures, null)
                    : Parts(member.DecodeMethodSignature(_signatures, null))
            );

    private static IEnumerable<TypeDefinitionHandle> Parts(MethodSignature<List<TypeDefinitionHandle>> signature) =>
        signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(t => t));
}
